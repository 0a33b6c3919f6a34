using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace AuditOps.Processors.Notify;

/// <summary>A text that nothing prints: not <see cref="ToString"/>, not a debugger, not a serialiser. Whoever needs it says so with <see cref="Reveal"/>.</summary>
[DebuggerDisplay("a secret")]
public sealed class SecretText(string value)
{
    private readonly string _value = value;

    [SuppressMessage("Design", "CA1024", Justification = "A property would be printed and serialised.")]
    public string Reveal() => _value;

    public override string ToString() => "(secret)";
}
