using AuditOps.Engines.Normalize.Entra;
using AuditOps.Engines.Normalize.Text;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>The readings that a field file can name with <c>as</c>.</summary>
internal static class ValueTransforms
{
    public static ValueTransform? Find(string name) => name switch
    {
        "address" => new Address(),
        "dotted" => new Dotted(),
        "undotted" => new Undotted(),
        "unquoted" => new Unquoted(),
        "signin_status" => new SignInStatus(),
        _ => null,
    };

    /// <summary>An address without port and brackets.</summary>
    private sealed class Address() : ValueTransform("address")
    {
        public override ReadOnlySpan<char> Apply(ReadOnlySpan<char> value) => ClientAddress.Parse(value).Ip;
    }

    /// <summary>Operations of the directory end with a dot in the Management API only.</summary>
    private sealed class Dotted() : ValueTransform("dotted")
    {
        public override ReadOnlySpan<char> Apply(ReadOnlySpan<char> value) => value.IsEmpty || value[^1] == '.' ? default : string.Concat(value, ".");
    }

    private sealed class Undotted() : ValueTransform("undotted")
    {
        public override ReadOnlySpan<char> Apply(ReadOnlySpan<char> value) => value.TrimEnd(" .") is var cut && cut.Length < value.Length ? cut : default;
    }

    /// <summary>Values of changed properties are JSON texts: <c>"\"False\""</c>.</summary>
    private sealed class Unquoted() : ValueTransform("unquoted")
    {
        public override ReadOnlySpan<char> Apply(ReadOnlySpan<char> value) => value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : default;
    }

    /// <summary>The portal's word for a sign-in's result number.</summary>
    private sealed class SignInStatus() : ValueTransform("signin_status")
    {
        public override ReadOnlySpan<char> Apply(ReadOnlySpan<char> value) =>
            value is "0" ? "Success" : SignInCodes.IsInterrupt(value.ToString()) ? "Interrupted" : "Failure";
    }
}
