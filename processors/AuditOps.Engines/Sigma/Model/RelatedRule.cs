namespace AuditOps.Engines.Sigma.Model;

/// <summary>Another rule this one comes from, replaces or resembles.</summary>
/// <param name="Id">The other rule's id.</param>
/// <param name="Type">derived, obsolete, merged, renamed or similar.</param>
public sealed record RelatedRule(string Id, string Type);
