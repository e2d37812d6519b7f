using System.Text;
using System.Text.Json;
using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

public sealed class ErrorCodeTableTests
{
    private static readonly int[] StrictMfa = [50072, 50074, 50076, 50078, 50079, 50158, 53004, 54008, 54009, 500121];

    private static readonly int[] AnyInteractiveStep =
    [
        16000, 26000, 50058, 50072, 50074, 50076, 50077, 50078, 50079, 50081, 50097, 50125, 50127, 50129, 50135, 50142, 50155, 50158, 50161, 50177,
        50178, 50187, 50199, 53004, 53010, 54008, 54009, 65001, 70043, 70044, 70045, 70046, 90094, 90095, 399218, 500121, 700020,
    ];

    [Fact]
    public void Strict_mfa_is_exactly_the_ten_codes_that_demand_a_second_factor() =>
        Assert.Equal(StrictMfa, Shipped(code => code.StrictMfa));

    [Fact]
    public void Unanswerable_is_exactly_every_code_that_demands_an_interactive_step() =>
        Assert.Equal(AnyInteractiveStep, Shipped(code => code.Unanswerable));

    [Fact]
    public void Unanswerable_codes_are_challenges_or_tokens_that_end_in_one() =>
        Assert.All(Codes(code => code.Unanswerable), code =>
            Assert.True(code.Class is ErrorClass.Challenge || (code.Class is ErrorClass.Token && code.AlsoClass.Contains(ErrorClass.Challenge)), $"{code.Code}"));

    [Fact]
    public void Every_code_has_a_meaning_of_one_sentence_and_a_source() =>
        Assert.All(ErrorCodeTable.Shipped.Codes, code =>
        {
            Assert.True(code.Meaning.Length > 20 && code.Meaning.IndexOf(". ", StringComparison.Ordinal) < 0 && code.Meaning.EndsWith('.'), $"{code.Code}: {code.Meaning}");
            Assert.NotEmpty(code.Sources);
        });

    [Fact]
    public void Every_class_has_at_least_one_code() =>
        Assert.Equal(Enum.GetValues<ErrorClass>(), ErrorCodeTable.Shipped.Codes.Select(code => code.Class).Distinct().Order());

    [Theory]
    [InlineData(50076, ErrorClass.Challenge, "NHI101")]
    [InlineData(65001, ErrorClass.Challenge, "NHI101")]
    [InlineData(500881, ErrorClass.Lockout, "NHI101")]
    [InlineData(50053, ErrorClass.Lockout, "NHI102")]
    [InlineData(7000222, ErrorClass.Secret, "NHI104")]
    [InlineData(7000215, ErrorClass.Secret, "NHI105")]
    [InlineData(50126, ErrorClass.Password, "NHI105")]
    [InlineData(50055, ErrorClass.Password, "NHI106")]
    [InlineData(50144, ErrorClass.Password, "NHI106")]
    [InlineData(50057, ErrorClass.Password, "NHI107")]
    [InlineData(50034, ErrorClass.Password, "NHI107")]
    [InlineData(700016, ErrorClass.App, "NHI107")]
    [InlineData(7000112, ErrorClass.App, "NHI107")]
    [InlineData(53003, ErrorClass.Block, "NHI108")]
    [InlineData(650052, ErrorClass.App, "NHI109")]
    [InlineData(500011, ErrorClass.App, "NHI109")]
    [InlineData(50105, ErrorClass.App, "NHI109")]
    [InlineData(90094, ErrorClass.Challenge, "NHI109")]
    [InlineData(70043, ErrorClass.Token, "NHI110")]
    [InlineData(50173, ErrorClass.Token, "NHI110")]
    [InlineData(50140, ErrorClass.Noise, null)]
    public void A_code_gives_its_class_and_finding(int code, ErrorClass expectedClass, string? expectedFinding)
    {
        var found = ErrorCodeTable.Shipped.Find(code);

        Assert.Equal((expectedClass, expectedFinding), (found?.Class, found?.Finding));
    }

    [Theory]
    [InlineData(50076, true)]
    [InlineData(50055, true)]
    [InlineData(50057, true)]
    [InlineData(50105, true)]
    [InlineData(50126, false)]
    [InlineData(50053, null)]
    [InlineData(7000215, null)]
    public void A_code_tells_whether_the_password_was_right(int code, bool? expected) =>
        Assert.Equal(expected, ErrorCodeTable.Shipped.Find(code)!.FirstFactorCorrect);

    [Fact]
    public void Only_these_codes_wait_until_they_repeat()
    {
        Assert.Equal([16000, 50058, 65001], Shipped(code => code.OnlyWhenRepeated && code.Class is ErrorClass.Challenge));
        Assert.Equal([80002, 80005, 80007, 80010, 80013, 80014], Shipped(code => code.OnlyWhenRepeated && code.Class is not ErrorClass.Challenge));
    }

    [Theory]
    [InlineData(90024)]
    [InlineData(90025)]
    [InlineData(90033)]
    [InlineData(90006)]
    [InlineData(50033)]
    [InlineData(50087)]
    [InlineData(90012)]
    [InlineData(90090)]
    [InlineData(100007)]
    [InlineData(1100000)]
    [InlineData(1002016)]
    [InlineData(50140)]
    public void A_passing_fault_raises_nothing(int code)
    {
        var found = ErrorCodeTable.Shipped.Find(code);

        Assert.Equal((ErrorClass.Noise, null), (found?.Class, found?.Finding));
    }

    [Fact]
    public void Nothing_an_app_gets_for_its_credential_says_anything_about_a_password() =>
        Assert.All(Codes(code => code.Class is ErrorClass.Secret), code => Assert.True(code is { FirstFactorCorrect: null, Unanswerable: false }, $"{code.Code}"));

    [Theory]
    [InlineData(530032)]
    [InlineData(700022)]
    [InlineData(700023)]
    public void A_code_whose_sources_disagree_says_so(int code) =>
        Assert.NotNull(ErrorCodeTable.Shipped.Find(code)!.SourcesDisagree);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(99999999)]
    public void An_unknown_code_returns_null(int code) => Assert.Null(ErrorCodeTable.Shipped.Find(code));

    [Fact]
    public void The_shipped_file_is_sorted_and_spells_out_every_source()
    {
        using var json = typeof(ErrorCodeTable).Assembly.GetManifestResourceStream("NhiEvents.Core.Detection.error-codes.json");
        using var file = JsonDocument.Parse(json!);

        var codes = file.RootElement.GetProperty("codes").EnumerateArray().Select(entry => entry.GetProperty("code").GetInt32()).ToList();
        var letters = file.RootElement.GetProperty("sources").EnumerateObject().Select(source => source.Name);

        Assert.Equal(codes.Order(), codes);
        Assert.Equal(letters.Order(), ErrorCodeTable.Shipped.Codes.SelectMany(code => code.Sources).Distinct().Order());
        Assert.Equal(file.RootElement.GetProperty("version").GetString(), ErrorCodeTable.Shipped.Version);
    }

    [Fact]
    public void All_faults_are_listed_at_once_with_code_and_position()
    {
        const string Faulty = """
            {"schemaVersion":2,"version":" ","codes":[
              {"code":50076,"class":"challenge","meaning":"Fine."},
              {"code":50076,"class":"challenge","meaning":"Again."},
              {"code":50057,"class":"Password","meaning":"Classes are lower case."},
              {"code":53003,"meaning":"No class."},
              {"code":50126,"class":"password","meaning":" "},
              {"code":0,"class":"noise","meaning":"Success is no error."},
              {"code":50105,"class":"app","meaning":"Odd finding.","finding":"nhi109"},
              {"code":50058,"class":"challenge","meaning":"Misspelt flag.","onlyWhenRepeted":true},
              {"code":50079,"class":"challenge","meaning":"Half a flag.","strictMfa":true},
              {"code":90024,"class":"noise","meaning":"Noise that raises.","finding":"NHI112"},
              {"code":70043,"class":"token","alsoClass":["challenge","mfa"],"meaning":"Odd second class."},
              null
            ]}
            """;

        var fault = Assert.Throws<InvalidDataException>(() => Load(Faulty));

        Assert.Equal(
            [
                "own.json has 13 fault(s):",
                "schemaVersion is 2, expected 1",
                "version is empty",
                "codes[1] (50076): duplicate of codes[0]",
                "codes[2] (50057): class 'Password' is unknown",
                "codes[3] (53003): class is missing",
                "codes[4] (50126): meaning is missing",
                "codes[5] (0): code must be greater than zero",
                "codes[6] (50105): finding 'nhi109' is not of the form NHI000",
                "codes[7] (50058): unknown member 'onlyWhenRepeted'",
                "codes[8] (50079): strictMfa without unanswerable",
                "codes[9] (90024): noise raises no finding",
                "codes[10] (70043): class 'mfa' is unknown",
                "codes[11]: entry is null",
            ],
            fault.Message.ReplaceLineEndings("\n").Split('\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"schemaVersion":1,"version":"1"}""")]
    [InlineData("""{"schemaVersion":1,"version":null,"codes":[]}""")]
    [InlineData("""{"schemaVersion":1,"version":"1","codes":[{"code":"50076"x}]}""")]
    public void A_file_that_cannot_be_read_is_named(string json) =>
        Assert.StartsWith("own.json: ", Assert.Throws<InvalidDataException>(() => Load(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_override_wins_and_leaves_the_rest_alone()
    {
        var own = Load("""
            {"schemaVersion":1,"version":"ours-3","codes":[
              {"code":50199,"class":"noise","meaning":"Our kiosks confirm by hand."},
              {"code":4242424,"class":"block","meaning":"Our gateway refuses it."}
            ]}
            """);

        var table = ErrorCodeTable.Shipped.With(own);

        Assert.Equal((ErrorClass.Noise, null, false), (table.Find(50199)!.Class, table.Find(50199)!.Finding, table.Find(50199)!.Unanswerable));
        Assert.Equal("NHI108", table.Find(4242424)!.Finding);
        Assert.Same(ErrorCodeTable.Shipped.Find(50076), table.Find(50076));
        Assert.Equal(ErrorCodeTable.Shipped.Codes.Count + 1, table.Codes.Count);
        Assert.Equal($"{ErrorCodeTable.Shipped.Version}+ours-3", table.Version);
        Assert.Equal(ErrorClass.Challenge, ErrorCodeTable.Shipped.Find(50199)!.Class);
    }

    [Fact]
    public void Of_two_overrides_the_later_wins()
    {
        var first = Load("""{"schemaVersion":1,"version":"a","codes":[{"code":50199,"class":"noise","meaning":"First."}]}""");
        var second = Load("""{"schemaVersion":1,"version":"b","codes":[{"code":50199,"class":"block","meaning":"Second."}]}""");

        var table = ErrorCodeTable.Shipped.With(first).With(second);

        Assert.Equal("Second.", table.Find(50199)!.Meaning);
    }

    private static IEnumerable<ErrorCode> Codes(Func<ErrorCode, bool> which) => ErrorCodeTable.Shipped.Codes.Where(which);

    private static IEnumerable<int> Shipped(Func<ErrorCode, bool> which) => Codes(which).Select(code => code.Code);

    private static ErrorCodeTable Load(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));

        return ErrorCodeTable.Load(stream, "own.json");
    }
}
