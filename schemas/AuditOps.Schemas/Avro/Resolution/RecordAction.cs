namespace AuditOps.Schemas.Avro.Resolution;

/// <summary>One thing to do within a record: run a step over one of the writer's fields, or write a default the writer knows nothing of.</summary>
internal readonly record struct RecordAction(Step? Step, int WriterField, byte[]? Default);
