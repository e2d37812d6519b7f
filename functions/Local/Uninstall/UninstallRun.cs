using System.Globalization;
using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Ports;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Uninstall;

/// <summary>Where the system's state is, and how it is told something.</summary>
/// <param name="Stores">Of every app, by its name in lower case.</param>
/// <param name="SendAsync">To the queue of this name.</param>
internal sealed record UninstallPlaces(IReadOnlyList<(string App, IStateStore Store)> Stores, Func<string, OutgoingMessage, CancellationToken, Task> SendAsync);

/// <summary>What a person wants.</summary>
/// <param name="PersonId">Who ends the exceptions.</param>
/// <param name="HandOver">Ids of exceptions that stay, or <c>all</c>.</param>
/// <param name="Apply">False: say what would be done.</param>
internal sealed record UninstallRequest(string PersonId, IReadOnlyList<string> HandOver, bool Apply, string Folder);

/// <summary>Ends every exception that is not handed over, and takes away what must outlive the system. Repeatable: each call says what is still left.</summary>
/// <remarks>It asks the app Exceptions to end them, as a person would. That one removes, reads back and proves; nothing is removed behind its back.</remarks>
internal sealed class UninstallRun(UninstallPlaces places, TimeProvider time, TextWriter output)
{
    public const string All = "all";

    private const string Reason = "The system that ends exceptions is taken away.";

    /// <returns>How many exceptions are neither over nor handed over.</returns>
    public async Task<int> RunAsync(UninstallRequest request, CancellationToken ct)
    {
        var open = await OpenExemption.ReadAllAsync(places.Stores.First(place => place.App == "exceptions").Store, ct);
        var unknown = request.HandOver.Where(id => id != All && open.All(one => one.Id != id)).ToList();
        var staying = open.Where(one => request.HandOver.Contains(All) || request.HandOver.Contains(one.Id)).ToList();
        var left = open.Except(staying).ToList();
        foreach (var id in unknown)
        {
            Say($"No open exception {id}: it is over already, or never was.");
        }

        foreach (var one in left)
        {
            await EndAsync(one, request, ct);
        }

        foreach (var one in staying)
        {
            Say($"handed over: {one.Id}  {one.Name}, {one.State}, answered for by {one.Owner}");
        }

        Handover.Write(Path.Combine(request.Folder, "handover.json"), staying, time.GetUtcNow());
        var entries = await LedgerExport.WriteAsync(Path.Combine(request.Folder, "ledger.ndjson"), places.Stores, ct);
        Say($"Written to {request.Folder}: handover.json ({staying.Count} exceptions that stay), ledger.ndjson ({entries} entries).");
        SayNext(left.Count, request.Apply);
        return left.Count;
    }

    private async Task EndAsync(OpenExemption exemption, UninstallRequest request, CancellationToken ct)
    {
        var about = $"{exemption.Id}  {exemption.Name}, {exemption.State}";
        if (exemption.IsEnding)
        {
            Say($"ends now: {about}; its removal has not been read back yet");
        }
        else if (request.Apply)
        {
            var command = new RevokeExemption(exemption.TenantId, exemption.IdentityId, exemption.Id, request.PersonId) { Reason = Reason };
            // One id per exception: asked again within minutes, it is one message.
            await places.SendAsync(
                Queues.Exceptions, new OutgoingMessage(MessageIds.From("uninstall", exemption.Id, request.PersonId), RevokeExemption.Kind, JsonSerializer.SerializeToUtf8Bytes(command, NhiJson.Default.RevokeExemption)), ct);
            Say($"asked to end: {about}");
        }
        else
        {
            Say($"would end: {about}");
        }
    }

    private void SayNext(int left, bool applied)
    {
        if (left > 0)
        {
            Say(applied
                ? (FormattableString)$"{left} exception(s) not over yet. Leave the apps running, and run this again until none is left; only then remove permissions."
                : $"{left} exception(s) would be ended; nothing was changed. Add --apply, or --hand-over ID for those that somebody else ends.");
            return;
        }

        Say($"No exception is left to end. Next: check the ledger's copy, then infra/permissions/revoke.sh --apply, then azd down (docs/operate.md).");
    }

    private void Say(FormattableString text) => output.WriteLine(ResultTable.Printable(text.ToString(CultureInfo.InvariantCulture)));
}
