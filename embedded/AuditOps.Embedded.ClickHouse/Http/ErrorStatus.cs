namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>The HTTP status of an error code, as ClickHouse answers (src/Server/HTTP/exceptionCodeToHTTPStatus.cpp).</summary>
internal static class ErrorStatus
{
    public static int Of(int code) => code switch
    {
        // REQUIRED_PASSWORD
        194 => 401,
        // UNKNOWN_USER, WRONG_PASSWORD, AUTHENTICATION_FAILED, ACCESS_DENIED, READONLY, DATABASE_ACCESS_DENIED
        192 or 193 or 516 or 497 or 164 or 291 => 403,
        // UNKNOWN_IDENTIFIER, _FUNCTION, _TYPE, _STORAGE, _TABLE, _FORMAT, _TYPE_OF_QUERY, _DATABASE, _SETTING, _AGGREGATE_FUNCTION, _ELEMENT_IN_AST, _DATABASE_ENGINE
        47 or 46 or 50 or 56 or 60 or 73 or 78 or 81 or 115 or 63 or 336 => 404,
        // TIMEOUT_EXCEEDED, TOO_SLOW
        159 or 160 => 408,
        // QUERY_IS_TOO_LARGE
        191 => 413,
        // NOT_IMPLEMENTED
        48 => 501,
        // TOO_MANY_SIMULTANEOUS_QUERIES, ABORTED, SOCKET_TIMEOUT, CANNOT_SCHEDULE_TASK, CANNOT_OPEN_FILE
        202 or 236 or 209 or 439 or 76 => 503,
        // What the sender can correct: arguments, syntax, types, data, limits, duplicate names.
        6 or 26 or 27 or 34 or 36 or 38 or 41 or 42 or 43 or 44 or 53 or 57 or 59 or 62 or 70 or 72 or 117 or 129 or 130 or 131 or 158 or 179
            or 182 or 190 or 196 or 215 or 216 or 241 or 307 or 310 or 386 or 396 or 441 or 456 or 457 or 467 or 476 => 400,
        _ => 500,
    };
}
