namespace AuditOps.Streams;

/// <summary>Marks a node whose name is a topic that is written.</summary>
internal interface ISinkNode;
