using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.State;

/// <summary>A person's word about mutes as messages.</summary>
public static class MuteAsks
{
    public static OutgoingMessage Of(MuteFinding mute) => new(
        MessageIds.From(MuteFinding.Kind, mute.FindingId, mute.PersonId, KeyText.Sortable(mute.Until), KeyText.Sortable(mute.At)), MuteFinding.Kind, JsonSerializer.SerializeToUtf8Bytes(mute, NhiJson.Default.MuteFinding));

    public static OutgoingMessage Of(UnmuteFinding unmute) => new(
        MessageIds.From(UnmuteFinding.Kind, unmute.FindingId, unmute.PersonId, KeyText.Sortable(unmute.At)), UnmuteFinding.Kind, JsonSerializer.SerializeToUtf8Bytes(unmute, NhiJson.Default.UnmuteFinding));
}
