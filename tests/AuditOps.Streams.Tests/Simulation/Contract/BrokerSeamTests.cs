namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>The contract on the real client and the embedded broker.</summary>
public sealed class BrokerSeamTests : SeamContract
{
    private protected override ISeamBed CreateBed() => new BrokerBed();
}
