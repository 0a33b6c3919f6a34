namespace AuditOps.Simulator.Organisation;

/// <param name="TemplateId">The role's public template id, the same in every tenant.</param>
internal sealed record DirectoryRole(string Name, string WellKnownName, Guid TemplateId);
