namespace AuditOps.Streams;

internal sealed record ParticipantSpec(string Name, Func<ICommitParticipant> Supplier, IReadOnlyList<string> Writes);
