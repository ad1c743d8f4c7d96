using System.CommandLine;
using Sidecar.Cli;
using Xunit;

namespace Sidecar.Tests.Cli;

public sealed class InputsTests
{
    public static TheoryData<Command> Readers => [ReplayCommand.Create(), PlaybookCommand.Create()];

    [Theory]
    [MemberData(nameof(Readers))]
    public void An_empty_name_is_wrong_usage(Command command)
    {
        Assert.Single(command.Parse([""]).Errors);
        Assert.NotEmpty(command.Parse([]).Errors);
        Assert.Empty(command.Parse(["eve.json", "-"]).Errors);
    }

    [Theory]
    [InlineData("--verdicts")]
    [InlineData("--snapshot")]
    [InlineData("--report")]
    public void An_empty_name_of_an_output_is_wrong_usage(string option) =>
        Assert.NotEmpty(ReplayCommand.Create().Parse([option, "", "eve.json"]).Errors);

    [Theory]
    [InlineData("--verdicts", "eve.json")]
    [InlineData("--verdicts", "./logs/../eve.json")]
    [InlineData("--snapshot", "eve.json")]
    public void An_output_that_would_overwrite_an_input_is_wrong_usage(string option, string file)
    {
        Assert.Equal(
            $"{option} {file}: is an input too, and would be overwritten",
            Assert.Single(ReplayCommand.Create().Parse([option, file, "other.json", "eve.json"]).Errors).Message);
        Assert.Empty(ReplayCommand.Create().Parse([option, "eve.json.out", "other.json", "eve.json"]).Errors);
        Assert.Empty(ReplayCommand.Create().Parse([option, "-", "-"]).Errors);
    }

    [Theory]
    [InlineData("--verdicts", "--residual", "out.json", "out.json")]
    [InlineData("--verdicts", "--snapshot", "out.json", "./logs/../out.json")]
    [InlineData("--residual", "--snapshot", "out.json", "out.json")]
    public void Two_outputs_into_one_file_are_wrong_usage(string first, string second, string file, string same)
    {
        Assert.Equal(
            $"{second} {same}: {first} goes there too; give each a file of its own",
            Assert.Single(ReplayCommand.Create().Parse([first, file, second, same, "eve.json"]).Errors).Message);
        Assert.Empty(ReplayCommand.Create().Parse([first, "/dev/null", second, "/dev/null", "eve.json"]).Errors);
        Assert.Empty(ReplayCommand.Create().Parse([first, "-", second, "-", "eve.json"]).Errors);
    }

    [Fact]
    public void A_link_to_an_input_or_to_another_output_is_found()
    {
        using TemporaryFolder folder = new();
        (string file, string link) = (folder.PathOf("eve.json"), folder.PathOf("link"));
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(link, file);
        Assert.Equal($"--verdicts {link}: is an input too, and would be overwritten", Assert.Single(ReplayCommand.Create().Parse(["--verdicts", link, file]).Errors).Message);
        Assert.Equal(
            $"--residual {link}: --verdicts goes there too; give each a file of its own",
            Assert.Single(ReplayCommand.Create().Parse(["--verdicts", file, "--residual", link, "eve.json"]).Errors).Message);
    }

    [Fact]
    public void A_folder_is_said_to_be_one() =>
        Assert.Equal("/tmp: is a folder; name the files in it", Assert.Throws<IOException>(() => Inputs.ReadEach(["/tmp"], _ => { })).Message);

    [Fact]
    public void What_goes_wrong_names_the_file()
    {
        IOException thrown = Assert.Throws<IOException>(() => Inputs.ReadEach(["/nowhere/eve.json"], _ => { }));
        Assert.StartsWith("/nowhere/eve.json: ", thrown.Message, StringComparison.Ordinal);
    }
}
