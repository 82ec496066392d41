package app

import "reeve/modules/community"

// openField opens the phone's side: the commands of which modules it takes is said in the module itself.
func (a *App) openField() {
	a.Field = a.Community.NewField(community.FieldNeeds{Images: a.Places.Images, Identity: a.Identity, Map: a.Map, Assets: a.Assets, Cookie: sessionCookie, Secure: a.secure})
}
