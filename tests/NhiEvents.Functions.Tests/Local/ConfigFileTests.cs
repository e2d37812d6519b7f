using NhiEvents.Local.Context;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

public sealed class ConfigFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nhi-config-");

    [Fact]
    public void Options_paths_and_settings_are_read()
    {
        var config = Read("""
            {
              // ours
              "registry": "registry.csv",
              "directory": ["users.json", "/exports"],
              "failOn": "high",
              "Detection": { "AnswerWithin": "00:20:00" },
              "Ingest": { "KeepRaw": true, "RegisteredIds": ["a", "b"] },
            }
            """);

        Assert.Equal(Path.Combine(_folder.FullName, "registry.csv"), config.Path(ConfigNames.Registry));
        Assert.Equal([Path.Combine(_folder.FullName, "users.json"), Path.GetFullPath("/exports")], config.Paths(ConfigNames.Directory));
        Assert.Equal("high", config.Option(ConfigNames.FailOn));
        Assert.Equal("00:20:00", config.Settings["Detection:AnswerWithin"]);
        Assert.Equal("true", config.Settings["Ingest:KeepRaw"], ignoreCase: true);
        Assert.Equal(["a", "b"], (ContextInput.None with { Config = config }).ReadIngest().RegisteredIds);
        Assert.Null(config.Option(ConfigNames.Since));
    }

    [Fact]
    public void A_setting_out_of_its_limits_is_refused_without_the_app_too()
    {
        var context = ContextInput.None with { Config = Read("""{ "Detection": { "AnswerWithin": "05:00:00" } }""") };

        var refused = Assert.Throws<HostRefusalException>(context.ReadDetection);

        Assert.Contains("AnswerWithin must be between 00:01:00 and 00:30:00", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_told_with_its_line()
    {
        var refused = Assert.Throws<HostRefusalException>(() => Read("""
            {
              "registri": "registry.csv",
              "Detection": {
                "AnswerWithin": "ten minutes",
                "AnsweredWithin": "00:10:00"
              },
              "Detektion": { "AnswerWithin": "00:10:00" },
              "Ingest": { "RegisteredIds": "a", "KeepRaw": [true] },
              "since": { "day": "2026-01-01" }
            }
            """));

        foreach (var fault in new[] { "has 7 fault(s)", "line 2, column 15: 'registri' is unknown", "line 4, column 21: Detection.AnswerWithin: 'ten minutes'", "line 5", "'AnsweredWithin'", "line 7", "section 'Detektion'", "Ingest.RegisteredIds is a list", "Ingest.KeepRaw is one value", "'since' is a text" })
        {
            Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"registry\": ")]
    [InlineData("7")]
    public void What_is_no_configuration_is_refused(string text) => Assert.Throws<HostRefusalException>(() => Read(text));

    public void Dispose() => _folder.Delete(recursive: true);

    private ConfigFile Read(string text)
    {
        var path = Path.Combine(_folder.FullName, "nhi.json");
        File.WriteAllText(path, text);
        return ConfigFile.Read(path);
    }
}
