namespace AuditOps.Simulator.Graph.OData;

/// <summary>A query option that the service would refuse; the message is what it would say.</summary>
internal sealed class ODataException(string message) : Exception(message);
