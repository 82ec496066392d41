package commands

// CLI is the whole command line.
type CLI struct {
	Serve        Serve        `cmd:"" help:"Serve an installation; an empty folder becomes a new one."`
	DemoExchange DemoExchange `cmd:"" name:"demo-exchange" help:"Serve four nodes of the exchange with invented cases under way."`
	Demo         Demo         `cmd:"" help:"Serve an installation with invented reports on real places."`
	Setup        Setup        `cmd:"" help:"Say what an installation still lacks."`
	Import       Import       `cmd:"" help:"Import data."`
	User         User         `cmd:"" help:"Accounts and tokens."`
	Node         Node         `cmd:"" help:"The exchange node: its card, trusted nodes, channels."`
	Exchange     ExchangeCmd  `cmd:"" help:"Requests and information between nodes."`
	Audit        Audit        `cmd:"" help:"Verify the log, or watch it from elsewhere."`
	Backup       BackupCmd    `cmd:"" help:"Write a backup, also while serving."`
	Restore      Restore      `cmd:"" help:"Restore a backup into an empty folder or database."`
	Process      Process      `cmd:"" help:"Draw the processes."`
	Bench        Bench        `cmd:"" help:"Measure this machine with the real program."`
}

// Import groups the imports.
type Import struct {
	Places       ImportPlaces       `cmd:"" help:"Boundaries from GeoJSON."`
	Reports      ImportReports      `cmd:"" help:"Reports or events from CSV or xlsx."`
	Agreements   ImportAgreements   `cmd:"" help:"Agreements from CSV or xlsx."`
	Counts       ImportCounts       `cmd:"" help:"What a node of the exchange counted, signed by it."`
	Roster       ImportRoster       `cmd:"" help:"Rostered hours of posts from CSV or xlsx."`
	Survey       ImportSurvey       `cmd:"" help:"Surveys on trust and safety from CSV or xlsx."`
	Schedule     ImportSchedule     `cmd:"" help:"The programme of an event from JSON, CSV or xlsx."`
	Participants ImportParticipants `cmd:"" help:"People named for a workshop or training, from CSV or xlsx."`
	Officers     ImportOfficers     `cmd:"" help:"Posts, officers and appointments from CSV or xlsx."`
	Basemap      ImportBasemap      `cmd:"" help:"A street map of vector tiles, MBTiles or PMTiles."`
	Plan         ImportPlan         `cmd:"" help:"A strategy or action plan from xlsx, CSV or docx."`
	Addresses    ImportAddresses    `cmd:"" help:"Streets and house numbers from CSV or xlsx."`
}

// User groups what is done with accounts.
type User struct {
	Add      UserAdd      `cmd:"" help:"Add an account with a role; prints its password."`
	Token    UserToken    `cmd:"" help:"Issue an API token; prints it on the last line."`
	Password UserPassword `cmd:"" help:"Set a new password; prints it on the last line."`
	Recover  UserRecover  `cmd:"" help:"Remove an account's passkeys and codes; prints a link on the last line by which its owner sets up new ones."`
}

// Audit groups what is done with the log.
type Audit struct {
	Verify Verify `cmd:"" help:"Check every entry, hash, checkpoint and covered field."`
	Watch  Watch  `cmd:"" help:"Compare a log with the last checkpoint kept here."`
}
