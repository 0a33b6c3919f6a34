namespace AuditOps.Api;

/// <summary>The API cannot start as configured; the message names every reason.</summary>
public sealed class ApiOptionsException(string message) : Exception(message);
