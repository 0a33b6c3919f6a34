using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <summary>One entry of a simulated partition. A marker ends a transaction: it takes an offset and is given to nobody.</summary>
internal sealed record SimulatedRecord(
    long Offset, byte[]? Key, byte[]? Value, Headers? Headers, long TimestampMs, SimulatedTransaction? Transaction, bool IsMarker)
{
    public bool IsOpen => Transaction is { State: TransactionState.Open } && !IsMarker;

    public bool IsAborted => Transaction is { State: TransactionState.Aborted };

    /// <summary>Whether a reader of committed records may ever be given it.</summary>
    public bool IsCommitted => !IsMarker && (Transaction is null || Transaction.State == TransactionState.Committed);
}
