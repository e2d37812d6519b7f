using System.Globalization;
using NhiEvents.Contracts;

namespace NhiEvents.Core.Ports;

/// <summary>Ids of messages that are sent again on purpose: their own would be dropped as a duplicate.</summary>
public static class ResubmittedIds
{
    private const string Mark = "#r";

    /// <summary><c>x</c>, <c>x#r1</c>, <c>x#r2</c>, …; an id that has no room for that becomes its hash first.</summary>
    public static string After(string id)
    {
        var mark = id.LastIndexOf(Mark, StringComparison.Ordinal);
        var replays = 0;
        var root = mark > 0 && int.TryParse(id.AsSpan(mark + Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out replays) ? id[..mark] : id;
        var next = string.Create(CultureInfo.InvariantCulture, $"{root}{Mark}{replays + 1}");
        return next.Length <= IMessageBus.MaxIdLength ? next : string.Create(CultureInfo.InvariantCulture, $"{MessageIds.From(root)}{Mark}{replays + 1}");
    }
}
