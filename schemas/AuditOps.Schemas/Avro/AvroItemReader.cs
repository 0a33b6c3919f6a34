namespace AuditOps.Schemas.Avro;

/// <summary>Reads one item of an array.</summary>
public delegate T AvroItemReader<out T>(ref AvroReader reader);
