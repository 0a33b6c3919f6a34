using AuditOps.Embedded.Kafka.Net;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>Looks at one transaction when its time may be up.</summary>
internal sealed class TransactionTimer(TransactionCoordinator coordinator, Transaction transaction, long dueMs) : IDeadline
{
    public void OnDeadline(long nowMs) => coordinator.OnTimer(transaction, dueMs);
}
