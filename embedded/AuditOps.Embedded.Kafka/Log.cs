using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka;

/// <summary>Everything the protocol side logs; ids 7100 to 7199.</summary>
internal static partial class Log
{
    [LoggerMessage(7100, LogLevel.Information, "Broker listens on {Address} with {Topics} topics")]
    public static partial void Listening(ILogger logger, string address, int topics);

    [LoggerMessage(7101, LogLevel.Information, "Broker stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(7102, LogLevel.Warning, "A connection was turned away: {Limit} are open already")]
    public static partial void TooManyConnections(ILogger logger, int limit);

    [LoggerMessage(7103, LogLevel.Warning, "A connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string reason);

    [LoggerMessage(7104, LogLevel.Warning, "Connection {Peer} is closed: {Reason}")]
    public static partial void RequestRefused(ILogger logger, string peer, string reason);

    [LoggerMessage(7105, LogLevel.Debug, "Connection {Peer} is lost: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string peer, string reason);

    [LoggerMessage(7106, LogLevel.Error, "A request of {Peer} failed; its connection is closed")]
    public static partial void RequestFailed(ILogger logger, Exception error, string peer);

    [LoggerMessage(7107, LogLevel.Information, "Connection {Peer} is closed: {Reason}")]
    public static partial void ConnectionTimedOut(ILogger logger, string peer, string reason);

    [LoggerMessage(7108, LogLevel.Warning, "A client at {Host} failed to log in")]
    public static partial void LoginFailed(ILogger logger, string host);

    [LoggerMessage(7110, LogLevel.Information, "Group {Group} begins a rebalance: {Reason}")]
    public static partial void RebalanceBegins(ILogger logger, string group, string reason);

    [LoggerMessage(7111, LogLevel.Information, "Group {Group} is at generation {Generation} with {Members} members")]
    public static partial void GenerationBegins(ILogger logger, string group, int generation, int members);

    [LoggerMessage(7112, LogLevel.Information, "Group {Group} lost member {Member}: {Reason}")]
    public static partial void MemberRemoved(ILogger logger, string group, string member, string reason);

    [LoggerMessage(7113, LogLevel.Information, "{Groups} groups restored")]
    public static partial void GroupsRestored(ILogger logger, int groups);

    [LoggerMessage(7114, LogLevel.Error, "The group log refuses to be written")]
    public static partial void GroupLogFailed(ILogger logger, Exception error);

    [LoggerMessage(7120, LogLevel.Warning, "Transaction {TransactionalId} is aborted: its time is up")]
    public static partial void TransactionTimedOut(ILogger logger, string transactionalId);

    [LoggerMessage(7121, LogLevel.Error, "Transaction {TransactionalId} cannot be finished yet ({Error}); it is tried again")]
    public static partial void TransactionStuck(ILogger logger, string transactionalId, KafkaError error);

    [LoggerMessage(7122, LogLevel.Error, "The transaction log refuses to be written")]
    public static partial void TransactionLogFailed(ILogger logger, Exception error);

    [LoggerMessage(7140, LogLevel.Information, "A cut of {Files} files was made for a backup; writers waited {Milliseconds} ms")]
    public static partial void CutMade(ILogger logger, int files, long milliseconds);

    [LoggerMessage(7141, LogLevel.Warning, "No cut could be made for a backup: {Reason}")]
    public static partial void CutFailed(ILogger logger, string reason);
}
