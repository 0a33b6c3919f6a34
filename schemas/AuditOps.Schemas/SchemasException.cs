namespace AuditOps.Schemas;

/// <summary>Base of every error this project raises on purpose.</summary>
public abstract class SchemasException(string message, Exception? inner = null) : Exception(message, inner);
