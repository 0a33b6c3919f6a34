namespace AuditOps.Collectors.Fetching;

/// <summary>One element of an answer's array.</summary>
internal readonly record struct AnswerElement(int Offset, int Length, bool IsObject);
