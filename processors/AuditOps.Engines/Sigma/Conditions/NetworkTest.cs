using System.Net;

namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The value is an address (a port may follow it) of the network.</summary>
internal sealed record NetworkTest(IPNetwork Network) : ValueTest;
