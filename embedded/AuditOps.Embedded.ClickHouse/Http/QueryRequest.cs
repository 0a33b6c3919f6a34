using AuditOps.Embedded.ClickHouse.Engine;
using Microsoft.AspNetCore.Http;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>What a request says in its URL and headers.</summary>
internal sealed record QueryRequest
{
    // Parameters of the protocol itself, never settings (ClickHouse, src/Server/HTTPHandler.cpp). Inserts are always
    // synchronous here, which is the stronger promise, so what asks for asynchronous ones is accepted and has no effect.
    private static readonly HashSet<string> Protocol = new(StringComparer.Ordinal)
    {
        "query", "database", "default_format", "user", "password", "quota_key", "query_id", "stacktrace", "with_stacktrace", "role", "buffer_size",
        "compress", "decompress", "wait_end_of_query", "http_wait_end_of_query", "session_id", "session_timeout", "session_check", "close_session", "client_protocol_version",
        "enable_http_compression", "http_zlib_compression_level", "add_http_cors_header", "send_progress_in_http_headers", "http_headers_progress_interval_ms",
        "cancel_http_readonly_queries_on_client_close", "http_native_compression_disable_checksumming_on_decompress", "async_insert", "wait_for_async_insert",
        "wait_for_async_insert_timeout", "log_comment", "http_write_exception_in_output_format",
    };

    public string? Sql { get; init; }

    public string? Database { get; init; }

    public string DefaultFormat { get; init; } = "TabSeparated";

    public required string QueryId { get; init; }

    public string? Comment { get; init; }

    public bool Buffered { get; init; }

    public bool Compressible { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    public static QueryRequest Read(HttpRequest request, string freshId)
    {
        var query = request.Query;
        RefuseUnsupported(query);
        var parameters = new List<KeyValuePair<string, string>>();
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in query)
        {
            if (name.StartsWith("param_", StringComparison.Ordinal)) parameters.Add(new(name["param_".Length..], value.ToString()));
            else if (!Protocol.Contains(name)) settings.Add(new(CheckSettingName(name), value.ToString()));
        }

        return new()
        {
            Sql = Value(query, "query"),
            Database = Value(query, "database") ?? Header(request, "X-ClickHouse-Database"),
            DefaultFormat = CheckFormatName(Value(query, "default_format") ?? Header(request, "X-ClickHouse-Format") ?? "TabSeparated"),
            QueryId = CheckQueryId(Value(query, "query_id")) ?? freshId,
            Comment = Value(query, "log_comment"),
            Buffered = IsOn(query, "wait_end_of_query") || IsOn(query, "http_wait_end_of_query"),
            Compressible = IsOn(query, "enable_http_compression"),
            Parameters = parameters,
            Settings = settings,
        };
    }

    private static void RefuseUnsupported(IQueryCollection query)
    {
        if (IsOn(query, "compress") || IsOn(query, "decompress"))
            throw new QueryException(ErrorCodes.NotImplemented, "compress=1 and decompress=1 (ClickHouse's own block framing) are not supported; use gzip with enable_http_compression=1 or Content-Encoding", "NOT_IMPLEMENTED");
        if (Value(query, "session_id") is not null)
            throw new QueryException(ErrorCodes.NotImplemented, "HTTP sessions (session_id) are not supported; every request stands alone", "NOT_IMPLEMENTED");
        if (Value(query, "role") is not null)
            throw new QueryException(ErrorCodes.NotImplemented, "Roles are not supported", "NOT_IMPLEMENTED");
    }

    private static string? Value(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) && value.Count > 0 && value[^1] is { Length: > 0 } text ? text : null;

    private static string? Header(HttpRequest request, string name) => request.Headers[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool IsOn(IQueryCollection query, string name) => Value(query, name) is "1" or "true";

    private static string CheckSettingName(string name)
    {
        if (name.Length is > 0 and <= 128 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) return name;
        throw new QueryException(ErrorCodes.UnknownSetting, "A URL parameter is neither known nor the name of a setting", "UNKNOWN_SETTING");
    }

    private static string CheckFormatName(string name)
    {
        if (name.Length <= 64 && name.All(char.IsAsciiLetterOrDigit)) return name;
        throw new QueryException(ErrorCodes.UnknownFormat, "The default format is not a format's name", "UNKNOWN_FORMAT");
    }

    private static string? CheckQueryId(string? id)
    {
        if (id is null || (id.Length <= 256 && id.All(c => c is > ' ' and < (char)0x7F))) return id;
        throw new QueryException(ErrorCodes.BadArguments, "query_id is longer than 256 or has characters outside of visible ASCII", "BAD_ARGUMENTS");
    }
}
