namespace AuditOps.Streams.Tests.Simulation.Contract;

/// <summary>The contract on the simulated cluster.</summary>
public sealed class SimulatedSeamTests : SeamContract
{
    private protected override ISeamBed CreateBed() => new SimulatedBed();
}
