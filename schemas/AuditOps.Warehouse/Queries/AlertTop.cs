namespace AuditOps.Warehouse.Queries;

/// <summary>A rule, or an actor, and how many alerts that are not closed it has.</summary>
/// <param name="Name">Id of the rule, or key of the actor.</param>
/// <param name="Title">Title of the rule; empty for an actor.</param>
public sealed record AlertTop(string Name, string Title, long Alerts);
