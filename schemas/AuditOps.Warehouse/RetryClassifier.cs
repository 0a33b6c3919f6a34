namespace AuditOps.Warehouse;

/// <summary>
/// Sorts ClickHouse error codes. Numbers: <see href="https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp"/>.
/// A code that is not listed is retried: losing a batch is worse than trying it once more, and the caller's health shows that it is stuck.
/// </summary>
public static class RetryClassifier
{
    public static WarehouseErrorKind Classify(int code) => code switch
    {
        // Parsing of input data: CANNOT_PARSE_*, ATTEMPT_TO_READ_AFTER_EOF, CANNOT_READ_ALL_DATA, INCORRECT_DATA, CANNOT_PARSE_UUID, TOO_LARGE_STRING_SIZE,
        // TOO_LARGE_ARRAY_SIZE, VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE, ARGUMENT_OUT_OF_BOUND, UNKNOWN_ELEMENT_OF_ENUM, CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN,
        // SIZES_OF_ARRAYS_DONT_MATCH, VIOLATED_CONSTRAINT.
        6 or 26 or 27 or 32 or 33 or 38 or 41 or 69 or 72 or 117 or 128 or 131 or 190 or 321 or 349 or 376 or 469 or 691 => WarehouseErrorKind.RowRefused,

        // UNKNOWN_TABLE, UNKNOWN_DATABASE, NO_SUCH_COLUMN_IN_TABLE, UNKNOWN_IDENTIFIER, UNKNOWN_SETTING, THERE_IS_NO_COLUMN, UNKNOWN_TYPE,
        // NUMBER_OF_COLUMNS_DOESNT_MATCH, NOT_FOUND_COLUMN_IN_BLOCK, TYPE_MISMATCH.
        8 or 10 or 16 or 20 or 47 or 50 or 53 or 60 or 81 or 115 => WarehouseErrorKind.SchemaMismatch,

        // ACCESS_DENIED, UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, IP_ADDRESS_NOT_ALLOWED, AUTHENTICATION_FAILED, DATABASE_ACCESS_DENIED, READONLY.
        497 or 192 or 193 or 194 or 195 or 516 or 291 or 164 => WarehouseErrorKind.AccessDenied,

        // SYNTAX_ERROR, UNKNOWN_FUNCTION, NUMBER_OF_ARGUMENTS_DOESNT_MATCH, ILLEGAL_TYPE_OF_ARGUMENT, BAD_ARGUMENTS, UNKNOWN_QUERY_PARAMETER,
        // BAD_QUERY_PARAMETER, NOT_IMPLEMENTED, SUPPORT_IS_DISABLED, UNKNOWN_FORMAT, TABLE_ALREADY_EXISTS.
        62 or 46 or 42 or 43 or 36 or 456 or 457 or 48 or 344 or 73 or 57 => WarehouseErrorKind.BadQuery,

        // TIMEOUT_EXCEEDED, SOCKET_TIMEOUT, QUERY_WAS_CANCELLED.
        159 or 209 or 394 => WarehouseErrorKind.Timeout,

        // TOO_MANY_SIMULTANEOUS_QUERIES, NETWORK_ERROR, NOT_ENOUGH_SPACE, MEMORY_LIMIT_EXCEEDED, TABLE_IS_READ_ONLY, TOO_MANY_PARTS, UNKNOWN_STATUS_OF_INSERT,
        // KEEPER_EXCEPTION, TABLE_IS_DROPPED, ABORTED, CANNOT_WRITE_TO_FILE_DESCRIPTOR, TOO_FEW_LIVE_REPLICAS, ALL_CONNECTION_TRIES_FAILED, SERVER_OVERLOADED.
        202 or 210 or 243 or 241 or 242 or 252 or 319 or 999 or 218 or 236 or 75 or 285 or 279 or 745 => WarehouseErrorKind.Overloaded,

        _ => WarehouseErrorKind.Server,
    };

    public static WarehouseRetry Decide(WarehouseErrorKind kind) => kind switch
    {
        WarehouseErrorKind.RowRefused => WarehouseRetry.SplitBatch,
        WarehouseErrorKind.Configuration or WarehouseErrorKind.AccessDenied or WarehouseErrorKind.SchemaMismatch or WarehouseErrorKind.BadQuery
            or WarehouseErrorKind.MigrationRefused => WarehouseRetry.Stop,
        _ => WarehouseRetry.SameBytes,
    };
}
