using System.Runtime.InteropServices;

namespace AuditOps.Embedded.ClickHouse.Native;

/// <summary>
/// The process's signal actions at one moment. chDB replaces SIGSEGV's and others' while it starts; with its handlers in
/// place a NullReferenceException would end the process instead of being thrown, so they are put back right after.
/// </summary>
internal sealed unsafe partial class SignalHandlers
{
    // struct sigaction is 152 bytes with glibc on x86-64 and arm64; SIGRTMAX is 64.
    private const int ActionSize = 256;
    private const int LastSignal = 64;

    private readonly byte[] actions = new byte[ActionSize * (LastSignal + 1)];
    private readonly bool[] known = new bool[LastSignal + 1];

    private SignalHandlers()
    {
        fixed (byte* all = actions)
        {
            for (var signal = 1; signal <= LastSignal; signal++) known[signal] = Action(signal, null, all + (signal * ActionSize)) == 0;
        }
    }

    public static SignalHandlers Save() => new();

    /// <summary>Puts back what differs and says how many signals did.</summary>
    public int Restore()
    {
        var now = new SignalHandlers();
        var restored = 0;
        fixed (byte* all = actions)
        {
            for (var signal = 1; signal <= LastSignal; signal++)
            {
                if (!known[signal] || Of(signal).SequenceEqual(now.Of(signal))) continue;
                if (Action(signal, all + (signal * ActionSize), null) == 0) restored++;
            }
        }

        return restored;
    }

    private ReadOnlySpan<byte> Of(int signal) => actions.AsSpan(signal * ActionSize, ActionSize);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Action(int signal, byte* action, byte* old);
}
