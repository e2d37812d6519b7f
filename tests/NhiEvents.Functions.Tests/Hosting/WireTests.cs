using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Hosting;

namespace NhiEvents.Functions.Tests.Hosting;

public sealed class WireTests
{
    [Fact]
    public void Copies_of_a_message_are_read_once_and_others_as_they_are()
    {
        var (one, other) = (Body("app-1"), Body("app-2"));

        Assert.True(Wire.TryReadMessage(one, NhiJson.Default.CredentialUsedForUsers, out var first));
        Assert.True(Wire.TryReadMessage(other, NhiJson.Default.CredentialUsedForUsers, out var second));
        Assert.True(Wire.TryReadMessage(one.ToArray(), NhiJson.Default.CredentialUsedForUsers, out var copy));

        Assert.Equal(("app-1", "app-2"), (first.AppId, second.AppId));
        Assert.Same(first, copy);
    }

    [Fact]
    public void What_cannot_be_read_cannot_be_read_again()
    {
        var body = "{}"u8.ToArray();

        Assert.All(Enumerable.Range(0, 2), _ => Assert.False(Wire.TryReadMessage(body, NhiJson.Default.CredentialUsedForUsers, out CredentialUsedForUsers? _)));
    }

    private static byte[] Body(string app) => JsonSerializer.SerializeToUtf8Bytes(new CredentialUsedForUsers("t", app, DateTimeOffset.UnixEpoch), NhiJson.Default.CredentialUsedForUsers);
}
