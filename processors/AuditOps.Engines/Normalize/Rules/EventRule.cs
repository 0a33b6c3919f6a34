namespace AuditOps.Engines.Normalize.Rules;

/// <summary>The display category and the summary template of one kind of event.</summary>
internal sealed record EventRule(string Category, SummaryTemplate Summary);
