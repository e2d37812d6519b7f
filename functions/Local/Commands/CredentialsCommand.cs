using System.CommandLine;
using System.Globalization;
using NhiEvents.Core.Rotation.Views;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi credentials</c>: every credential of own applications that a stopped host knows, and what is not known of it.</summary>
internal static class CredentialsCommand
{
    private const int MostConsumers = 3;

    public static Command Create()
    {
        var state = StateOption.Create();
        var command = new Command("credentials", "Every credential of own applications: age, end, last use, by whom, in an approved vault or not, what is unknown and why (stop `nhi run` first)") { state };
        command.SetAction((parsed, ct) => ListAsync(parsed.GetRequiredValue(state), ct));
        return command;
    }

    private static async Task<int> ListAsync(DirectoryInfo state, CancellationToken ct)
    {
        await using var storage = StateOption.Open(state);
        var all = await RotationsCommand.Views(storage).ReadCredentialsAsync(ct);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var line in all.SelectMany(one => Lines(one, now)))
        {
            Console.WriteLine(ResultTable.Printable(line));
        }

        var over = all.Count(one => one.EndsAt <= now);
        Console.WriteLine(Text($"{all.Count} credential(s), {over} over; {all.Count(one => one.LastUsedAt is null)} never seen in use, {all.Count(one => one.InVault is null)} of which it is unknown whether a vault has it."));
        return CommandLine.Done;
    }

    internal static IEnumerable<string> Lines(CredentialView one, DateTimeOffset now)
    {
        var left = one.EndsAt - now;
        yield return Text($"{one.KeyId}  {one.Form,-11} {one.DisplayName} ({one.AppId})");
        yield return Text($"  {(now - one.StartsAt).TotalDays:0} day(s) old, {(left > TimeSpan.Zero ? Text($"ends in {left.TotalDays:0} day(s)") : "over")} ({one.EndsAt.UtcDateTime:yyyy-MM-dd}); vault: {one.InVault switch { true => "the current version", false => "another credential", null => "unknown" }}");
        yield return one.LastUsedAt is { } last ? Text($"  last used {last.UtcDateTime:yyyy-MM-dd HH:mm} by {string.Join(", ", one.UsedBy.Take(MostConsumers))}{(one.UsedBy.Count > MostConsumers ? Text($" and {one.UsedBy.Count - MostConsumers} more") : "")}") : "  not seen in use";
        foreach (var unknown in one.Unknown)
        {
            yield return "  unknown " + unknown;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
