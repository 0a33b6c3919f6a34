namespace AuditOps.Engines;

/// <summary>Base of every error this project raises on purpose.</summary>
public abstract class EnginesException(string message, Exception? inner = null) : Exception(message, inner);
