from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from communities.lib.errors import Refused


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Stops at the limit instead of filling the disk: Django itself takes a 300 MB body without a word."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > settings.DOCUMENT_LIMIT_BYTES + 1024 * 1024:
            raise Refused("上传的文件超过25 MB。请压缩扫描件或分成几份再传。")
        return super().receive_data_chunk(raw_data, start)
