using AuditOps.Warehouse;

namespace AuditOps.Api;

internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "API listens on {Address}")]
    public static partial void Listening(ILogger logger, Uri address);

    [LoggerMessage(5001, LogLevel.Warning, "Request {CorrelationId}: ClickHouse failed, {Kind} {Code}: {Reason}")]
    public static partial void WarehouseFailed(ILogger logger, string correlationId, WarehouseErrorKind kind, int code, string reason);

    [LoggerMessage(5003, LogLevel.Information, "Changes of alerts and rules can be made")]
    public static partial void ChannelOpen(ILogger logger);

    [LoggerMessage(5004, LogLevel.Warning, "Changes of alerts and rules cannot be made until Kafka is back: {Reason}")]
    public static partial void ChannelFailed(ILogger logger, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "A verdict could not be read: {Reason}")]
    public static partial void VerdictsUnread(ILogger logger, string reason);

    [LoggerMessage(5002, LogLevel.Error, "Request {CorrelationId} failed")]
    public static partial void Failed(ILogger logger, Exception exception, string correlationId);
}
