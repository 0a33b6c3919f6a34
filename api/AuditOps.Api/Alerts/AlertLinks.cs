namespace AuditOps.Api.Alerts;

/// <summary>Where to look next, as addresses in this API.</summary>
/// <param name="ActorEvents">What the actor did from an hour before to an hour after; absent when there are several actors.</param>
/// <param name="Rule">The rule.</param>
internal sealed record AlertLinks(string? ActorEvents, string Rule);
