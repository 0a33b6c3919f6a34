namespace AuditOps.Simulator.Organisation;

/// <param name="Members">Indexes of people.</param>
/// <param name="Nested">Indexes of groups inside.</param>
internal sealed record Group(Guid Id, string Name, bool IsUnified, int[] Members, int[] Nested);
