namespace AuditOps.Streams.Testing;

internal enum TransactionState
{
    Open,
    Committed,
    Aborted,
}
