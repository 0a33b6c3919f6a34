namespace AuditOps.Engines.Normalize.Text;

/// <summary>Attribute names from the sources' words: "Device Id" and "deviceId" give device_id.</summary>
internal static class SnakeCase
{
    private const int MaxLength = 64;

    public static string Of(string name)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        var length = 0;
        var previous = ' ';
        foreach (var letter in name)
        {
            if (length >= MaxLength - 1)
                break;
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                if (length > 0 && buffer[length - 1] != '_')
                    buffer[length++] = '_';
            }
            else
            {
                if (char.IsAsciiLetterUpper(letter) && char.IsAsciiLetterLower(previous) && length > 0 && buffer[length - 1] != '_')
                    buffer[length++] = '_';
                buffer[length++] = char.ToLowerInvariant(letter);
            }

            previous = letter;
        }

        while (length > 0 && buffer[length - 1] == '_')
            length--;
        return length == 0 ? "detail" : buffer[..length].ToString();
    }
}
