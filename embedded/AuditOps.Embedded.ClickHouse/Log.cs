using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.ClickHouse;

/// <summary>Every message of this project; event ids 8000–8999. Never SQL text, parameters or secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(8000, LogLevel.Information, "ClickHouse listens on {Address}, data in {Directory}")]
    public static partial void Started(ILogger log, Uri address, string directory);

    [LoggerMessage(8001, LogLevel.Information, "ClickHouse stops: {InFlight} requests in flight")]
    public static partial void Stopping(ILogger log, int inFlight);

    [LoggerMessage(8002, LogLevel.Warning, "ClickHouse cancels {InFlight} requests that did not end in time")]
    public static partial void Cancelling(ILogger log, int inFlight);

    [LoggerMessage(8003, LogLevel.Debug, "Restored {Count} signal handlers after the engine's start")]
    public static partial void SignalHandlersRestored(ILogger log, int count);

    [LoggerMessage(8004, LogLevel.Debug, "Query {QueryId} of {User} failed with code {Code}")]
    public static partial void QueryFailed(ILogger log, string queryId, string user, int code);

    [LoggerMessage(8005, LogLevel.Error, "Request {QueryId} failed inside the front")]
    public static partial void RequestFailed(ILogger log, Exception e, string queryId);

    [LoggerMessage(8006, LogLevel.Debug, "Client of query {QueryId} went away")]
    public static partial void ClientGone(ILogger log, string queryId);
}
