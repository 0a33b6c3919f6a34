using AuditOps.Engines.Sigma.Fields;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Host.Bench;

/// <summary>A record of the bench: as it comes, and what becomes of it.</summary>
internal readonly record struct RulesBenchRecord(RawEnvelope Envelope, AuditEvent Event, EventRoute? Route);
