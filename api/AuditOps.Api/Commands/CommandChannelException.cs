namespace AuditOps.Api.Commands;

/// <summary>A command could not be handed to Kafka.</summary>
internal sealed class CommandChannelException(string message, Exception? inner = null) : Exception(message, inner);
