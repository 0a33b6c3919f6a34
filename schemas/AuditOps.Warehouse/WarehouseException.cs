namespace AuditOps.Warehouse;

/// <summary>The one exception of the warehouse. <see cref="Code"/> is ClickHouse's own number, 0 when the error is not the server's.</summary>
public sealed class WarehouseException : Exception
{
    public WarehouseException(WarehouseErrorKind kind, string message, int code = 0, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Code = code;
    }

    public WarehouseErrorKind Kind { get; }

    public int Code { get; }

    /// <summary>What a caller that holds the bytes of an insert does next.</summary>
    public WarehouseRetry Retry => RetryClassifier.Decide(Kind);
}
