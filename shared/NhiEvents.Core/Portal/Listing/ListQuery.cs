using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace NhiEvents.Core.Portal.Listing;

/// <summary>The query of a list as it was asked: a name may stand several times, and hold several values with commas between.</summary>
public sealed class ListQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxText = 200;

    private readonly Dictionary<string, List<string>> _values;

    public ListQuery(IEnumerable<KeyValuePair<string, string?>> values) =>
        _values = values.GroupBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Select(value => value.Value ?? "").Where(value => value.Length > 0).ToList(), StringComparer.OrdinalIgnoreCase);

    internal string? After => _values.GetValueOrDefault("after")?.FirstOrDefault();

    /// <exception cref="BadQueryException">No number from 1 to 200.</exception>
    internal int Limit => _values.GetValueOrDefault("limit")?.FirstOrDefault() is not { } text ? DefaultLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit ? limit
        : throw new BadQueryException("limit", $"is not a number from 1 to {MaxLimit}.");

    /// <exception cref="BadQueryException">A name that the list does not know: a filter that is silently ignored shows too much.</exception>
    internal void Only(params ReadOnlySpan<string> names)
    {
        foreach (var name in _values.Keys)
        {
            if (name is not ("after" or "limit") && !names.Contains(name))
            {
                throw new BadQueryException(name, $"is no parameter of this list. It has: {string.Join(", ", [.. names, "after", "limit"])}.");
            }
        }
    }

    /// <summary>Free text to look for, in any case; null when there is none.</summary>
    internal SearchValues<string>? Text(string name) =>
        _values.GetValueOrDefault(name)?.FirstOrDefault()?.Trim() is { Length: > 0 } text ? SearchValues.Create([text[..Math.Min(text.Length, MaxText)]], StringComparison.OrdinalIgnoreCase) : null;

    /// <summary>The same as it stands, cut to a bearable length.</summary>
    internal string? Plain(string name) => _values.GetValueOrDefault(name)?.FirstOrDefault()?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, MaxText)] : null;

    /// <exception cref="BadQueryException">No time.</exception>
    internal DateTimeOffset? Time(string name) => _values.GetValueOrDefault(name)?.FirstOrDefault() is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw new BadQueryException(name, "is no time, such as 2026-03-01T00:00:00Z.");

    /// <exception cref="BadQueryException">No whole number between these.</exception>
    internal int? Number(string name, int least, int most) => _values.GetValueOrDefault(name)?.FirstOrDefault() is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new BadQueryException(name, $"is not a number from {least} to {most}.");

    /// <summary>The values of a filter; null when there is none.</summary>
    internal IReadOnlySet<string>? Values(string name) =>
        _values.GetValueOrDefault(name) is { Count: > 0 } all ? all.SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase) : null;

    /// <exception cref="BadQueryException">A value that is none of the enum's.</exception>
    internal IReadOnlySet<TEnum>? Enums<TEnum>(string name)
        where TEnum : struct, Enum =>
        Values(name)?.Select(value => Enum.TryParse<TEnum>(value, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed
            : throw new BadQueryException(name, $"holds something else than {string.Join(", ", Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName))}.")).ToHashSet();

    /// <exception cref="BadQueryException">A value that is none of those.</exception>
    internal string Choice(string name, params ReadOnlySpan<string> choices)
    {
        if (_values.GetValueOrDefault(name)?.FirstOrDefault() is not { } value)
        {
            return choices[0];
        }

        return choices.Contains(value) ? value : throw new BadQueryException(name, $"is none of {string.Join(", ", choices)}.");
    }
}
