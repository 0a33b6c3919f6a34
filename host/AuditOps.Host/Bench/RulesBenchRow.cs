namespace AuditOps.Host.Bench;

/// <summary>One measurement of the rule engine.</summary>
/// <param name="Rules">Rules loaded.</param>
/// <param name="LoadSeconds">Reading the texts and compiling the plans.</param>
/// <param name="EventsPerSecond">By processor time, so what else runs on the machine does not count.</param>
/// <param name="EvaluatedPerEvent">Conditions evaluated for an event: what the index could not rule out.</param>
/// <param name="BytesAllocatedPerEvent">Of managed memory.</param>
/// <param name="Matched">Records of one round that match a rule.</param>
internal sealed record RulesBenchRow(int Rules, double LoadSeconds, double EventsPerSecond, double EvaluatedPerEvent, double BytesAllocatedPerEvent, int Matched);
