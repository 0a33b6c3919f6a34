using System.Runtime.InteropServices;
using AuditOps.Host.Roles;

namespace AuditOps.Host.Commands;

/// <summary>SIGTERM and Ctrl-C as a cancellation token. Below a supervisor Ctrl-C is left to it: a terminal sends it to the whole process group, and the order of stopping is the supervisor's.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public StopSignal()
    {
        var supervised = Environment.GetEnvironmentVariable(RoleRunner.SupervisedVariable) == "1";
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, stop: true));
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, stop: !supervised));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context, bool stop)
    {
        context.Cancel = true;
        if (stop) _source.Cancel();
    }
}
