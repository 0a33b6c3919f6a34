namespace AuditOps.Api.Rules.Backtest;

/// <summary>Hits of one day or one actor.</summary>
public sealed record BacktestCount(string Name, long Hits);
