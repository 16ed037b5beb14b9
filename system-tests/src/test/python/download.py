"""Copies a bucket into a folder with boto3: each object a file whose path is the object's key.

Usage: download.py ENDPOINT REGION ACCESS_KEY_ID SECRET_ACCESS_KEY BUCKET FOLDER
Prints the number of objects.
"""
import os
import sys

import boto3
from botocore.config import Config

endpoint, region, access_key_id, secret_access_key, bucket, folder = sys.argv[1:]
s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name=region,
    aws_access_key_id=access_key_id,
    aws_secret_access_key=secret_access_key,
    config=Config(connect_timeout=5, read_timeout=30, s3={"addressing_style": "path"}),
)
count = 0
for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
    for entry in page.get("Contents", []):
        path = os.path.join(folder, entry["Key"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        body = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
        assert len(body) == entry["Size"], entry
        with open(path, "wb") as file:
            file.write(body)
        count += 1
print(count)
