using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>A letter, and how often it was replayed.</summary>
public sealed record DeadLetterEntry(DeadLetter Letter, int Replays);
