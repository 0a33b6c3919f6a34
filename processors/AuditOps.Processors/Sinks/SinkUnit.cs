namespace AuditOps.Processors.Sinks;

/// <summary>A record with its rows in a batch: they go into the table together or not at all.</summary>
/// <param name="Count">Under what it is counted once stored; null when this sink counts nothing.</param>
internal readonly record struct SinkUnit(SinkRecord Record, int FirstRow, int Rows, SinkCountKey? Count);
