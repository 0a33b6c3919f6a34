using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AuditOps.Tests.Sigma;

/// <summary>One value of a rule against one field of a record.</summary>
internal static class NaiveTest
{
    public static bool Holds(NaiveEvent record, string field, string[] modifiers, YamlScalarNode scalar, IReadOnlyDictionary<string, IReadOnlyList<string>> lists)
    {
        var values = field.Length == 0 ? record.Leaves() : record.Values(field);
        var texts = values.Where(value => value.Text is not null).Select(value => value.Text!).ToList();
        var plain = scalar.Style == ScalarStyle.Plain;
        var written = scalar.Value!;
        if (modifiers.Contains("exists"))
            return values.Count > 0 == (written.Equals("true", StringComparison.OrdinalIgnoreCase));
        if (plain && written is "" or "null" or "~")
            return values.Count == 0 || values.Any(value => value.Text is null);
        if (modifiers.FirstOrDefault() == "re")
            return texts.Any(text => Search(written, modifiers, text));
        if (modifiers.Contains("cidr"))
            return texts.Any(text => InNetwork(written, text));
        if (modifiers.Contains("fieldref"))
            return record.Values(written).Any(other => other.Text is not null && texts.Any(text => Anchored(text, other.Text, modifiers)));
        var order = modifiers.FirstOrDefault(name => name is "lt" or "lte" or "gt" or "gte");
        var part = modifiers.FirstOrDefault(name => name is "minute" or "hour" or "day" or "week" or "month" or "year");
        if (order is not null || part is not null)
            return texts.Any(text => Compare(text, part, order, decimal.Parse(written, NumberStyles.Float)));
        var comparison = modifiers.Contains("cased") ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (plain && modifiers.All(name => name is "all" or "neq" or "cased") && field.Length > 0 && IsNumber(written))
            return values.Any(value => !value.Structure && value.Text is not null && SameNumber(value.Text, written));
        foreach (var wanted in Expand(written, modifiers, lists))
        {
            foreach (var pattern in Encode(wanted, modifiers))
            {
                var full = Wrap(pattern, modifiers, field.Length == 0);
                if (texts.Any(text => Glob(full, 0, text, 0, comparison)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>A pattern as characters, where wildcards are private-use characters.</summary>
    private const char Any = '\uE000', One = '\uE001';

    private static string Wrap(string pattern, string[] modifiers, bool keyword)
    {
        var anchors = modifiers.Intersect(["contains", "startswith", "endswith"]).ToList();
        if (anchors.Contains("contains") || (keyword && anchors.Count == 0))
            return Any + pattern + Any;
        return anchors.Contains("startswith") ? pattern + Any : anchors.Contains("endswith") ? Any + pattern : pattern;
    }

    private static bool Anchored(string text, string other, string[] modifiers)
    {
        var comparison = modifiers.Contains("cased") ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (modifiers.Contains("contains"))
            return text.Contains(other, comparison);
        return modifiers.Contains("startswith") ? text.StartsWith(other, comparison) : modifiers.Contains("endswith") ? text.EndsWith(other, comparison) : text.Equals(other, comparison);
    }

    private static bool Glob(string pattern, int p, string text, int t, StringComparison comparison)
    {
        for (; p < pattern.Length; p++, t++)
        {
            if (pattern[p] == Any)
            {
                while (p + 1 < pattern.Length && pattern[p + 1] == Any)
                    p++;
                return p + 1 == pattern.Length || Enumerable.Range(t, text.Length - t + 1).Any(from => Glob(pattern, p + 1, text, from, comparison));
            }

            if (t == text.Length || (pattern[p] != One && string.Compare(pattern, p, text, t, 1, comparison) != 0))
                return false;
        }

        return t == text.Length;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && "*?\\".Contains(text[i + 1]))
                result.Append(text[++i]);
            else
                result.Append(text[i] switch { '*' => Any, '?' => One, var other => other });
        }

        return result.ToString();
    }

    private static IEnumerable<string> Expand(string text, string[] modifiers, IReadOnlyDictionary<string, IReadOnlyList<string>> lists)
    {
        if (!modifiers.Contains("expand") || Regex.Match(text, "%([A-Za-z0-9_]+)%") is not { Success: true } found)
            return [Unescape(text)];
        return lists[found.Groups[1].Value].SelectMany(value => Expand(text[(found.Index + found.Length)..], modifiers, lists).Select(rest => Unescape(text[..found.Index]) + value + rest));
    }

    private static IEnumerable<string> Encode(string pattern, string[] modifiers)
    {
        if (modifiers.Contains("windash"))
            return Permute(pattern, 0).SelectMany(each => Encode(each, [.. modifiers.Except(["windash"])]));
        var wide = modifiers.Contains("wide") || modifiers.Contains("utf16le") ? Encoding.Unicode : modifiers.Contains("utf16be") ? Encoding.BigEndianUnicode : null;
        var data = wide is null ? Encoding.UTF8.GetBytes(pattern) : wide.GetBytes(pattern);
        if (modifiers.Contains("utf16"))
            data = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(pattern)];
        if (modifiers.Contains("base64"))
            return [Convert.ToBase64String(data)];
        if (!modifiers.Contains("base64offset"))
            return [pattern];

        // What stays the same whatever stands around: encode between all-zero and all-one neighbours and keep the characters on which both agree.
        return Enumerable.Range(0, 3).Select(offset =>
        {
            var zeros = Convert.ToBase64String([.. new byte[offset], .. data, 0, 0, 0]);
            var ones = Convert.ToBase64String([.. Enumerable.Repeat((byte)255, offset), .. data, 255, 255, 255]);
            var first = offset == 0 ? 0 : Enumerable.Range(0, zeros.Length).First(i => zeros[i] == ones[i] && i >= (offset * 8 / 6) + (offset * 8 % 6 > 0 ? 1 : 0));
            var last = (offset + data.Length) * 8 / 6;
            return zeros[first..last];
        });
    }

    private static IEnumerable<string> Permute(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            var before = i == 0 ? ' ' : text[i - 1];
            var after = i + 1 < text.Length ? text[i + 1] : ' ';
            if (text[i] is '-' or '/' && !IsWord(before) && IsWord(after))
                return "-/\u2013\u2014\u2015".SelectMany(dash => Permute(text[..i] + dash + text[(i + 1)..], i + 1));
        }

        return [text];
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static bool Search(string pattern, string[] modifiers, string text)
    {
        var flags = (modifiers.Contains("i") ? RegexOptions.IgnoreCase : 0) | (modifiers.Contains("m") ? RegexOptions.Multiline : 0) | (modifiers.Contains("s") ? RegexOptions.Singleline : 0);
        pattern = modifiers.Contains("startswith") ? @"\A(?:" + pattern + ")" : modifiers.Contains("endswith") ? "(?:" + pattern + @")\z" : pattern;
        return Regex.IsMatch(text, pattern, flags | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    }

    private static bool InNetwork(string network, string text)
    {
        text = text.Trim();
        if (Regex.Match(text, @"^\[(.+)\](:\d+)?$") is { Success: true } bracketed)
            text = bracketed.Groups[1].Value;
        else if (Regex.Match(text, @"^(\d+\.\d+\.\d+\.\d+):\d+$") is { Success: true } ported)
            text = ported.Groups[1].Value;
        if ((!text.Contains(':') && text.Count(letter => letter == '.') != 3) || !IPAddress.TryParse(text, out var address))
            return false;
        return IPNetwork.Parse(network).Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    private static bool Compare(string text, string? part, string? order, decimal wanted)
    {
        decimal actual;
        if (part is null)
        {
            if (!Regex.IsMatch(text, @"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\z") || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out actual))
                return false;
        }
        else
        {
            // Blanks around a time mean nothing, as in the times of records.
            if (!Regex.IsMatch(text.Trim(), @"^\d{4}-\d\d-\d\d") || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
                return false;
            actual = part switch { "minute" => time.Minute, "hour" => time.Hour, "day" => time.Day, "week" => ISOWeek.GetWeekOfYear(time), "month" => time.Month, _ => time.Year };
        }

        return order switch { "lt" => actual < wanted, "lte" => actual <= wanted, "gt" => actual > wanted, "gte" => actual >= wanted, _ => actual == wanted };
    }

    private static bool IsNumber(string text) => Regex.IsMatch(text, @"^[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?\z");

    private static bool SameNumber(string text, string wanted) =>
        text == wanted || (Regex.IsMatch(text, @"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z") && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var one)
        && decimal.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && one == other);
}
