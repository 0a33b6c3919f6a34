namespace AuditOps.Api.Alerts;

/// <summary>A technique or tactic of ATT&amp;CK.</summary>
/// <param name="Kind">technique or tactic.</param>
/// <param name="Id">For example T1110.003 or TA0006.</param>
/// <param name="Name">Of a tactic.</param>
/// <param name="Url">Its page at MITRE.</param>
internal sealed record AttackItem(string Kind, string Id, string? Name, string Url);
