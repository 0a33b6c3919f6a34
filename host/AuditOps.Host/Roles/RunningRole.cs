namespace AuditOps.Host.Roles;

/// <summary>A started role.</summary>
/// <param name="Address">Where it answers, or an empty string.</param>
/// <param name="Completion">Ends only when the role fails by itself.</param>
/// <param name="StopAsync">Ends it in order.</param>
internal sealed record RunningRole(string Address, Task Completion, Func<ValueTask> StopAsync);
