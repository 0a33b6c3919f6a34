using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>Reads one fact of an event: adds each of its values, or none.</summary>
internal delegate void OwnField(AuditEvent record, IOwnValues to);
