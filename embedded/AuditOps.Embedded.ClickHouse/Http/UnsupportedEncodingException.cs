namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>A body in an encoding this front does not read; answered with 415.</summary>
internal sealed class UnsupportedEncodingException()
    : EmbeddedClickHouseException(ClickHouseFault.Query, "Code: 48. DB::Exception: Content-Encoding must be gzip or deflate. (NOT_IMPLEMENTED)");
